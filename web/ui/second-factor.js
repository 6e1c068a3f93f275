// @ts-check
// Two-step sign-in: set up, confirm, recovery codes, off.

import { accountWords as say } from "../words-account.js";
import { qrcode } from "../vendor/qrcode.js";
import { el } from "./dom.js";
import { codeField, commandForm, copyable, copyText, currentPasswordField, unfold } from "./form.js";

/** @typedef {import("./account.js").Place} Place */

const SVG = "http://www.w3.org/2000/svg";
const QUIET_MODULES = 4; // ISO/IEC 18004, 5.3.8

/** @param {Place} place @returns {Node[]} */
export function drawSecondFactor(place) {
    return place.own.totp.enabled ? drawOn(place) : drawOff(place);
}

/** @param {Place} place */
function drawOff(place) {
    const { call } = place;
    const holder = el("div");
    const { form } = commandForm({
        fields: [currentPasswordField("password")],
        submit: say.twoFactorBegin,
        check: ({ password }) => password ? [] : [["password", say.passwordMissing]],
        run: async ({ password }) => {
            const { secret, uri } = await call("POST", "users/me/totp", { password });
            const nodes = drawConfirm(place, secret, uri, holder);
            holder.replaceChildren(...nodes);
            holder.querySelector("input")?.focus();
        },
    });
    holder.append(form);
    return [el("p", "hint", {}, say.twoFactorHint), holder];
}

/** @param {Place} place @param {string} secret @param {string} uri @param {HTMLElement} holder */
function drawConfirm(place, secret, uri, holder) {
    const { form } = commandForm({
        fields: [codeField("code", say.codeShort)],
        submit: say.twoFactorConfirm,
        check: ({ code }) => code.trim() ? [] : [["code", say.codeMissing]],
        run: async ({ code }) => {
            const { recoveryCodes } = await place.call("POST", "users/me/totp", { code: code.replaceAll(/\s/g, "") });
            holder.replaceChildren(...drawCodes(place, recoveryCodes));
            holder.querySelector("button")?.focus();
        },
    });
    return [el("p", "hint", {}, say.twoFactorScan), drawQR(uri), copyable(say.twoFactorKey, secret, place.note), form];
}

/** @param {Place} place */
function drawOn(place) {
    const { call, note, show } = place;
    const holder = el("div");
    const proof = () => [currentPasswordField("password"), codeField()];
    /** @param {Record<string, string>} values @returns {[string, string][]} */
    const check = ({ password, totp }) => [
        ...(password ? [] : [/** @type {[string, string]} */ (["password", say.passwordMissing])]),
        ...(totp.trim() ? [] : [/** @type {[string, string]} */ (["totp", say.codeMissing])]),
    ];
    const renew = commandForm({
        fields: proof(),
        submit: say.recoveryNew,
        check,
        run: async ({ password, totp }) => {
            const { recoveryCodes } = await call("POST", "users/me/recovery-codes", { password, totp: totp.replaceAll(/\s/g, "") });
            holder.replaceChildren(...drawCodes(place, recoveryCodes));
            holder.querySelector("button")?.focus();
        },
    });
    const off = commandForm({
        fields: proof(),
        submit: say.twoFactorTurnOff,
        kind: "danger",
        check,
        run: async ({ password, totp }) => {
            await call("DELETE", "users/me/totp", { password, totp: totp.replaceAll(/\s/g, "") });
            note(say.twoFactorIsOff);
            await show(null);
        },
    });
    holder.append(
        el("section", "", {}, el("h3", "", {}, say.recoveryTitle), el("p", "hint", {}, say.recoveryNewHint), unfold(say.recoveryNew, renew.form)),
        el("section", "", {}, el("h3", "", {}, say.twoFactorTurnOff), el("p", "hint", {}, say.twoFactorTurnOffHint), unfold(say.twoFactorTurnOff, off.form)));
    return [el("p", "hint", {}, say.twoFactorOn(place.own.totp.recoveryCodesLeft)), holder];
}

/** Nothing but the button that says so leads away from the codes: they are shown once. @param {Place} place @param {string[]} codes */
function drawCodes({ note, show, attempt, hold }, codes) {
    hold(true);
    const text = codes.join("\n");
    const copy = el("button", "button quiet", { type: "button" }, say.copy);
    copy.addEventListener("click", () => copyText(text, note));
    const file = el("a", "button quiet", { download: "pollux-recovery-codes.txt" }, say.recoveryFile);
    file.href = URL.createObjectURL(new Blob([text + "\n"], { type: "text/plain" }));
    const paper = el("button", "button quiet", { type: "button" }, say.recoveryPrint);
    paper.addEventListener("click", () => print());
    const done = el("button", "button", { type: "button" }, say.recoveryDone);
    done.addEventListener("click", () => {
        URL.revokeObjectURL(file.href);
        hold(false);
        attempt(() => show(null));
    });
    return [el("h3", "", {}, say.recoveryTitle), el("p", "hint", {}, say.recoveryHint),
        el("ol", "codes", {}, ...codes.map((code) => el("li", "", {}, el("code", "", {}, code)))),
        el("div", "buttons", {}, copy, file, paper, done)];
}

/**
 * A QR code as one path of squares.
 * @param {string} text
 * @returns {{path: string, size: number}} `size`: modules from edge to edge, the quiet zone included
 */
export function qrPath(text) {
    const code = qrcode(0, "M");
    code.addData(text);
    code.make();
    const size = code.getModuleCount();
    let path = "";
    for (let row = 0; row < size; row += 1) {
        for (let column = 0; column < size; column += 1) {
            if (code.isDark(row, column)) path += `M${column + QUIET_MODULES} ${row + QUIET_MODULES}h1v1h-1z`;
        }
    }
    return { path, size: size + 2 * QUIET_MODULES };
}

/** Dark on light in both themes: scanners want it so. @param {string} text */
function drawQR(text) {
    const { path, size } = qrPath(text);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
    svg.setAttribute("class", "qr");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", say.twoFactorPicture);
    const modules = document.createElementNS(SVG, "path");
    modules.setAttribute("d", path);
    svg.append(modules);
    return svg;
}
