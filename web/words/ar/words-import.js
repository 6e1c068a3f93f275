// @ts-check
// The words of bringing chats along, in Arabic.

import { count, plural } from "./words.js";

const chats = (/** @type {number} */ n) => plural(n, "دردشة واحدة", "دردشتان", "دردشات", "دردشة");
const messages = (/** @type {number} */ n) => plural(n, "رسالة واحدة", "رسالتان", "رسائل", "رسالة");

/** @type {typeof import("../../words-import.js").importWords} */
export const importWords = {
    what: "أحضر دردشاتك من Pollux آخر أو من ChatGPT أو من Open WebUI. ما هو موجود هنا يبقى كما هو، ولا يُضاف شيء مرتين.",
    choose: "اختيار ملف",
    where: "من أين أحصل على الملف؟",
    fromPollux: "Pollux",
    fromPolluxHow: "في الإعدادات، ينشئ «تنزيل كل شيء» أرشيفًا (ZIP).",
    fromChatGPT: "ChatGPT",
    fromChatGPTHow: "Settings ثم Data controls ثم Export data. يقود الرابط في البريد إلى ملف ZIP، ويكفي منه conversations.json وحده لكن دون صور.",
    fromOpenWebUI: "Open WebUI",
    fromOpenWebUIHow: "Settings ثم Chats ثم Export chats يعطي ملف JSON.",
    progress: (name) => `تقدّم ${name}`,
    uploading: (received, size) => `جارٍ الرفع: ${received} من ${size}`,
    lost: (received, size) => `في انتظار الاتصال: ${received} من ${size}`,
    broken: (received, size) => `انقطع عند ${received} من ${size}. اختر الملف نفسه مجددًا للمتابعة.`,
    reading: "جارٍ قراءة الملف…",
    running: (done, total) => `جارٍ الاستيراد: ${count(done)} من ${chats(total)}`,
    result: (n, m, skipped) => {
        const there = `موجود هنا من قبل: ${chats(skipped)}`;
        if (n + m === 0) return skipped ? `لا جديد. ${there}.` : "لم يكن هناك ما يُستورد.";
        const news = n ? `تم استيراد ${chats(n)} و${messages(m)}` : `أُضيفت ${messages(m)} إلى دردشات موجودة`;
        return skipped ? `${news}. ${there}.` : `${news}.`;
    },
    failed: "فشل الاستيراد.",
    cancel: "إيقاف الاستيراد",
    cancelOf: (name) => `إيقاف استيراد ${name}`,
    cancelTitle: (name) => `إيقاف استيراد «${name}»؟`,
    cancelHint: "تبقى الدردشات التي تم استيرادها.",
    cancelled: "أُوقف الاستيراد.",
    dismiss: (name) => `إزالة ${name} من هذه القائمة`,
    empty: "هذا الملف فارغ.",
    unreadable: "لم يعد من الممكن قراءة الملف: نُقل أو تغيّر. اختره مجددًا.",
    problems: {
        too_many: "هناك استيرادان جاريان بالفعل. انتظر أحدهما أو أوقفه.",
        storage_failed: "لا يتسع الخادم لهذا الملف.",
        conflict: "هناك رفع آخر لهذا الاستيراد جارٍ. حاول بعد لحظة.",
    },
};
