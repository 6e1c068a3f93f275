// @ts-check
// Arabic: the table of `words-import.js`.

import { apart, chats, count, messages, plural } from "./words.js";

/** @type {typeof import("../../words-import.js").importWords} */
export const importWords = {
    what: "أحضِر دردشاتك من Pollux آخر أو من ChatGPT أو من Open WebUI. ما هو موجود هنا يبقى كما هو، ولا يُضاف شيء مرتين.",
    choose: "اختيار ملف",
    where: "من أين أحصل على الملف؟",
    fromPollux: "Pollux",
    fromPolluxHow: "في الإعدادات ينشئ «تنزيل كل شيء» أرشيفًا (ZIP).",
    fromChatGPT: "ChatGPT",
    fromChatGPTHow: "الإعدادات، ثم عناصر التحكم في البيانات، ثم تصدير البيانات. يقود الرابط في البريد إلى ملف ZIP، ويكفي منه conversations.json وحده، من دون صور.",
    fromOpenWebUI: "Open WebUI",
    fromOpenWebUIHow: "الإعدادات، ثم الدردشات، ثم تصدير الدردشات يعطي ملف JSON.",
    progress: (name) => `تقدّم ${apart(name)}`,
    uploading: (received, size) => `جارٍ الرفع: ${apart(received)} من ${apart(size)}`,
    lost: (received, size) => `في انتظار الاتصال: ${apart(received)} من ${apart(size)}`,
    broken: (received, size) => `انقطع عند ${apart(received)} من ${apart(size)}. اختر الملف نفسه مرة أخرى للمتابعة.`,
    reading: "تجري قراءة الملف…",
    running: (done, total) => `جارٍ الاستيراد: ${count(done)} من أصل ${plural(total, chats)}`,
    result: (n, m, skipped) => {
        const there = `موجود هنا من قبل: ${plural(skipped, chats)}`;
        if (n + m === 0) return skipped ? `لا جديد؛ ${there}.` : "لا يوجد ما يُستورد.";
        const news = n ? `المستورَد: ${plural(n, chats)}، فيها: ${plural(m, messages)}` : `أضيف إلى دردشات موجودة: ${plural(m, messages)}`;
        return skipped ? `${news}؛ ${there}.` : `${news}.`;
    },
    failed: "فشل الاستيراد.",
    cancel: "إيقاف الاستيراد",
    cancelOf: (name) => `إيقاف استيراد ${apart(name)}`,
    cancelTitle: (name) => `هل تريد إيقاف استيراد «${apart(name)}»؟`,
    cancelHint: "الدردشات التي تم استيرادها تبقى.",
    cancelled: "تم إيقاف الاستيراد.",
    dismiss: (name) => `إزالة ${apart(name)} من هذه القائمة`,
    empty: "هذا الملف فارغ.",
    unreadable: "لم تعد قراءة الملف ممكنة: تم نقله أو تغييره. اختره مرة أخرى.",
    problems: {
        too_many: "يجري استيرادان بالفعل. انتظر انتهاء أحدهما أو أوقفه.",
        storage_failed: "لا مكان على الخادم لهذا الملف.",
        conflict: "يجري رفع هذا الاستيراد بالفعل. حاول مرة أخرى بعد لحظة.",
    },
};
