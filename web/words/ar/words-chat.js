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
};
