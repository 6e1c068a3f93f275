// @ts-check
// Arabic: the table of `words-chat.js`.

import { apart, count, messages, plural } from "./words.js";

/** @type {typeof import("../../words-chat.js").chatWords} */
export const chatWords = {
    // The log
    unreadMessages: (n) => plural(n, {
        zero: "لا رسائل غير مقروءة", one: "رسالة واحدة غير مقروءة", two: "رسالتان غير مقروءتين", few: "# رسائل غير مقروءة", many: "# رسالة غير مقروءة",
        other: "# رسالة غير مقروءة",
    }),
    toEndNew: (n) => `الانتقال إلى أحدث رسالة، الجديدة: ${count(n)}`,
    messageGone: "لم تعد هذه الرسالة موجودة.",

    // A message's menu
    questionMenu: "قائمة الرسالة",
    menuByKey: "مفتاح الإدخال يفتح القائمة",
    reply: "رد",
    copyMarkdown: "نسخ بصيغة Markdown",
    selectText: "تحديد النص",
    star: "تمييز بنجمة",
    unstar: "إزالة النجمة",
    starred: "مميزة بنجمة",
    shareText: "مشاركة كنص",
    edit: "تعديل",
    deleteMessage: "حذف",
    copiedToShare: "تم النسخ، ويمكن لصقه في أي مكان",
    sharedMessage: (who, when, text) => `${who}، ${when}:\n${text}`,

    // Quotes
    quoteOf: (who, text) => `اقتباس: ${who}: ${apart(text)}`,
    quoteGone: "تم حذف هذه الرسالة",
    quoteFiles: "ملفات",
    replyTo: "الرد على",
    replyCancel: "إلغاء الاقتباس",

    // Editing and versions
    editing: "تعديل الرسالة",
    editCancel: "إلغاء التعديل",
    edited: "أُرسلت كنسخة جديدة. الأسهم تحتها تعود إلى النسخة السابقة مع كل ما تبعها.",
    versionOf: (n, of) => `النسخة ${count(n)} من ${count(of)}`,
    previousVersion: "النسخة السابقة",
    nextVersion: "النسخة التالية",

    // Deleting
    undo: "تراجع",
    undoByKey: "للتراجع: Control Z.",
    deleted: (n, after) => {
        const what = n === 1 ? "تم حذف الرسالة" : plural(n, {
            zero: "لم تُحذف أي رسالة", one: "تم حذف الرسالة", two: "تم حذف رسالتين", few: "تم حذف # رسائل", many: "تم حذف # رسالة", other: "تم حذف # رسالة",
        });
        return after ? `${what}، ومعها مما بعدها: ${plural(after, messages)}` : what;
    },
    notDeleted: "تعذّر الحذف. حاول مرة أخرى.",

    // Selecting
    selected: (n) => plural(n, { zero: "لم يُحدَّد شيء", one: "تم تحديد رسالة", two: "تم تحديد رسالتين", few: "تم تحديد #", many: "تم تحديد #", other: "تم تحديد #" }),
    selectOne: (message) => `تحديد: ${apart(message)}`,
    selectBar: "الرسائل المحددة",
    selectEnd: "إنهاء التحديد",

    // Search in the chat
    findField: "البحث في الرسائل",
    findOf: (n, of, more) => `${count(n)} من ${count(of)}${more ? "+" : ""}`,
    findNone: "لا نتائج",
    findOlder: "نتيجة أقدم",
    findNewer: "نتيجة أحدث",
    findClose: "إنهاء البحث",

    // Starred messages
    starredNone: "لا رسائل مميزة بنجمة بعد. تجد النجمة في قائمة كل رسالة.",
    starredMore: "عرض المزيد",

    // A question's info
    questionInfo: "معلومات الرسالة",
    infoSent: "وقت الإرسال",
    infoLength: "الأحرف",

    failures: {
        invalid_key: "لا يقبل Gemini مفتاح هذا الخادم. أخبر المسؤول.",
        operator_problem: "يرفض Gemini العمل لهذا الخادم. أخبر المسؤول.",
        model_not_found: "لا يوفّر Gemini هذا النموذج (أو لم يعد يوفّره). اختر نموذجًا آخر.",
        request_refused: "لم يقبل Gemini هذا السؤال.",
        too_long: "هذا أطول مما يتسع له النموذج. اختصره، أو أرسل معه أسئلة سابقة أقل، أو اختر نموذجًا آخر.",
        file_refused: "لا يقبل Gemini أحد الملفات مع هذا النموذج. أزِله أو اختر نموذجًا آخر.",
        picture_lost: "تعذّرت قراءة صورة من هذه الإجابة وتم تركها.",
        no_image: "لم يتم إنشاء أي صورة. حاول مرة أخرى أو صِفها بطريقة مختلفة.",
        usage_limit: "ما تبقّى من رموز اليوم لا يكفي لهذا السؤال وما يُرسَل معه.",
        rate_limited: "تم بلوغ حد الطلبات لدى Gemini. حاول مرة أخرى بعد دقيقة.",
        quota_exhausted: "نفد حد Gemini اليومي لهذا الخادم، أو أن باقته لا تشمل هذا النموذج.",
        model_overloaded: "هذا النموذج مشغول جدًا الآن. حاول مرة أخرى أو اختر نموذجًا آخر.",
        upstream_error: "حدث خطأ داخلي لدى Gemini. حاول مرة أخرى.",
        timed_out: "استغرق Gemini وقتًا طويلًا. حاول مرة أخرى.",
        unreachable: "تعذّر الوصول إلى Gemini من هذا الخادم الآن. حاول مرة أخرى.",
        cut_off: "انقطع الاتصال مع Gemini قبل اكتمال الإجابة.",
        empty_answer: "أعاد Gemini إجابة فارغة. حاول مرة أخرى.",
        length_limit: "بلغت الإجابة حد الطول ولم تكتمل.",
        stopped: "تم الإيقاف قبل أن يبدأ Gemini بالإجابة.",
        server_restarted: "أُعيد تشغيل Pollux أثناء إجابة Gemini.",
        storage_failed: "لم يعد قرص الخادم يقبل المزيد من هذه الإجابة. ما وصل حتى ذلك الحين موجود هنا.",
        internal_error: "حدث خطأ في Pollux. حاول مرة أخرى.",
        prompt_blocked: "رفض Gemini هذا السؤال.",
        safety: "أوقف مرشّح الأمان لدى Gemini الإجابة.",
        recitation: "توقف Gemini لأن الإجابة ستقتبس نصًا محميًا. أعِد صياغة السؤال.",
        language: "لا يدعم Gemini هذه اللغة.",
        blocked: "حظر Gemini هذه الإجابة.",
        image_refused: "رفض Gemini إنشاء هذه الصورة. صِفها بطريقة مختلفة.",
        context_refused: "لا يستطيع Gemini المتابعة من الإجابات السابقة. اسأل في دردشة جديدة أو مع أسئلة سابقة أقل.",
        tool_call_failed: "لم يتمكن Gemini من استخدام إحدى أدواته. حاول مرة أخرى.",
        stopped_by_gemini: "أوقف Gemini الإجابة.",
    },
};
