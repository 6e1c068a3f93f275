// @ts-check
// The words of an open chat, in Arabic.

import { count, plural } from "./words.js";

const messages = (/** @type {number} */ n) => plural(n, "رسالة واحدة", "رسالتان", "رسائل", "رسالة");

/** @type {typeof import("../../words-chat.js").chatWords} */
export const chatWords = {
    unreadMessages: (n) => plural(n, "رسالة واحدة غير مقروءة", "رسالتان غير مقروءتين", "رسائل غير مقروءة", "رسالة غير مقروءة"),
    toEndNew: (n) => `الانتقال إلى أحدث رسالة، ${count(n)} جديدة`,
    messageGone: "لم تعد هذه الرسالة موجودة.",

    questionMenu: "قائمة الرسالة",
    menuByKey: "مفتاح Enter يفتح القائمة",
    reply: "رد",
    copyMarkdown: "نسخ بصيغة Markdown",
    selectText: "تحديد النص",
    star: "تمييز بنجمة",
    unstar: "إزالة النجمة",
    starred: "مميزة بنجمة",
    shareText: "مشاركة كنص",
    edit: "تعديل",
    deleteMessage: "حذف",
    copiedToShare: "تم النسخ، جاهز للصق في أي مكان",
    sharedMessage: (who, when, text) => `${who}، ${when}:\n${text}`,

    quoteOf: (who, text) => `اقتباس: ${who}: ${text}`,
    quoteGone: "حُذفت هذه الرسالة",
    quoteFiles: "ملفات",
    replyTo: "رد على",
    replyCancel: "عدم الاقتباس",

    editing: "تعديل الرسالة",
    editCancel: "إلغاء التعديل",
    edited: "أُرسلت كنسخة جديدة. تعيدك الأسهم تحتها إلى النسخة السابقة مع كل ما تلاها.",
    versionOf: (n, of) => `النسخة ${count(n)} من ${count(of)}`,
    previousVersion: "النسخة السابقة",
    nextVersion: "النسخة التالية",

    undo: "تراجع",
    undoByKey: "التراجع بـControl Z.",
    deleted: (n, after) => `حُذفت ${n === 1 ? "الرسالة" : messages(n)}${after ? `، ومعها ${messages(after)} بعدها` : ""}`,
    notDeleted: "تعذّر الحذف. حاول مجددًا.",

    selected: (n) => plural(n, "واحدة محددة", "اثنتان محددتان", "محددة", "محددة"),
    selectOne: (message) => `تحديد: ${message}`,
    selectBar: "الرسائل المحددة",
    selectEnd: "إنهاء التحديد",

    findField: "البحث في الرسائل",
    findOf: (n, of, more) => `${count(n)} من ${count(of)}${more ? "+" : ""}`,
    findNone: "لم يُعثر على شيء",
    findOlder: "النتيجة الأقدم",
    findNewer: "النتيجة الأحدث",
    findClose: "إنهاء البحث",

    starredNone: "لا توجد رسائل مميزة بعد. النجمة في قائمة كل رسالة.",
    starredMore: "عرض المزيد",

    questionInfo: "عن هذه الرسالة",
    infoSent: "أُرسلت",
    infoLength: "عدد الأحرف",
};
