// @ts-check
// Taking everything along, and leaving for good.

import { newID } from "../model/wire.js";
import { bytes } from "../words.js";
import { accountWords as say } from "../words-account.js";
import { el } from "./chat.js";
import { codeField, commandForm, currentPasswordField, field } from "./form.js";

/** @typedef {import("./account.js").Place} Place */
/** @typedef {{id: string, state: "running" | "done" | "failed", done: number, total: number, bytes?: number}} Job */

const LOOK_EVERY_MS = 700;

/** @param {Place} place @returns {Node[]} */
export function drawExport({ call }) {
    const status = el("p", "hint", { role: "status" });
    const progress = el("progress", "", { "aria-label": say.exportProgress, hidden: "" });
    const begin = el("button", "button", { type: "button" }, say.exportBegin);
    const result = el("div");
    begin.addEventListener("click", async () => {
        begin.disabled = true;
        result.replaceChildren();
        status.textContent = say.exportProgress;
        progress.hidden = false;
        try {
            const job = await finish(await call("POST", "exports", { id: newID() }));
            status.textContent = job.state === "done" ? say.exportDone(bytes(job.bytes ?? 0)) : say.exportFailed;
            if (job.state !== "done") return;
            const link = el("a", "button", { href: `/api/v1/exports/${job.id}/file`, download: "" }, say.exportFile);
            result.replaceChildren(link);
            if (result.isConnected) link.click();
        } catch {
            status.textContent = say.exportFailed;
        } finally {
            begin.disabled = false;
            progress.hidden = true;
        }
    });

    /** @param {Job} job @returns {Promise<Job>} */
    async function finish(job) {
        while (job.state === "running" && status.isConnected) {
            if (job.total) {
                progress.max = job.total;
                progress.value = job.done;
            }
            await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
            job = await call("GET", `exports/${job.id}`);
        }
        return job;
    }

    return [el("p", "hint", {}, say.exportWhat), begin, progress, status, result];
}

/** @param {Place} place @returns {Node[]} */
export function drawFarewell(place) {
    const { call, own, leave } = place;
    const { user, totp } = own;
    const typed = field("typed", say.farewellType(user.name), { autocomplete: "off", spellcheck: "false", autocapitalize: "none" });
    const proof = user.guest ? [] : [currentPasswordField("password"), ...(totp.enabled ? [codeField()] : [])];
    const { form } = commandForm({
        fields: [...proof, typed],
        submit: say.farewellDo,
        kind: "danger",
        check: (values) => [
            ...(values.password === "" ? [/** @type {[string, string]} */ (["password", say.passwordMissing])] : []),
            ...(values.totp === "" ? [/** @type {[string, string]} */ (["totp", say.codeMissing])] : []),
            ...(values.typed.trim() === user.name ? [] : [/** @type {[string, string]} */ (["typed", say.farewellWrong])]),
        ],
        run: async ({ password, totp: code }) => {
            const proof = { ...(password ? { password } : {}), ...(code ? { totp: code.replaceAll(/\s/g, "") } : {}) };
            await leave(() => call("DELETE", "users/me", proof), say.farewellDone);
        },
    });
    return [el("section", "", {}, ...drawExport(place)), el("section", "", {}, el("p", "hint danger", {}, say.farewellWhat), form)];
}
