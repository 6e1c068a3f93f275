// @ts-check
// Arabic: the table of `words-keys.js`.

/** @type {typeof import("../../words-keys.js").keyWords} */
export const keyWords = {
    title: "اختصارات لوحة المفاتيح",
    hint: "يمكن إيقافها في الإعدادات.",
    chats: "الدردشات",
    search: "البحث في كل الدردشات",
    newChat: "دردشة جديدة",
    nextChat: "الدردشة التالية",
    previousChat: "الدردشة السابقة",
    pin: "تثبيت الدردشة أو إلغاء تثبيتها",
    archive: "أرشفة الدردشة أو استعادتها",
    rename: "إعادة تسمية الدردشة",
    messages: "الرسائل",
    send: "إرسال",
    newLine: "سطر جديد",
    editLast: "تعديل سؤالك الأخير (والحقل فارغ)",
    stop: "إيقاف الإجابة",
    find: "البحث في هذه الدردشة",
    move: "من رسالة إلى رسالة، أو من دردشة إلى دردشة",
    open: "فتح الدردشة، أو قائمة الرسالة",
    menu: "قائمة الدردشة أو الرسالة",
    undo: "استعادة ما حُذف للتو",
    page: "في كل مكان",
    close: "إغلاق ما هو مفتوح",
    sheet: "هذه القائمة",
    keys: { Ctrl: "Ctrl", Alt: "Alt", Shift: "Shift", Enter: "Enter", Esc: "Esc" },
};
