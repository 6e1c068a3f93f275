// @ts-check
// Taking everything along, and leaving for good.

import { newID, Problem } from "../model/wire.js";
import { bytes } from "../formats.js";
import { accountWords as say } from "../words-account.js";
import { el } from "./dom.js";
import { codeField, commandForm, currentPasswordField, field, ownerField } from "./form.js";

/** @typedef {import("./account.js").Place} Place */
/** @typedef {{id: string, state: "running" | "done" | "failed", done: number, total: number, bytes?: number}} Job */

const LOOK_EVERY_MS = 700;

/** The archive that is being made, although nobody looks. @type {string | null} */
let running = null;

/** @param {Place} place @param {string} [kind] of the button @returns {Node[]} */
export function drawExport({ call, attempt }, kind = "") {
    const status = el("p", "hint", { role: "status" });
    const progress = el("progress", "", { "aria-label": say.exportProgress, hidden: "" });
    const begin = el("button", `button ${kind}`, { type: "button" }, say.exportBegin);
    const result = el("div");
    begin.addEventListener("click", () => attempt(async () => {
        begin.disabled = true;
        result.replaceChildren();
        status.textContent = say.exportProgress;
        progress.hidden = false;
        try {
            const job = await finish(await takeUp() ?? await call("POST", "exports", { id: running = newID() }));
            if (job.state === "running") return; // nobody looks any more
            running = null;
            status.textContent = job.state === "done" ? say.exportDone(bytes(job.bytes ?? 0)) : say.exportFailed;
            if (job.state !== "done") return;
            const link = el("a", "button quiet", { href: `/api/v1/exports/${job.id}/file`, download: "" }, say.exportFile);
            result.replaceChildren(link);
            if (result.isConnected) link.click();
        } catch (error) {
            if (!(error instanceof Problem) || error.status === 401) throw error;
            if (error.code === "too_many") running = null; // another tab is at it
            status.textContent = error.code === "too_many" ? say.exportBusy : say.exportFailed;
        } finally {
            begin.disabled = false;
            progress.hidden = true;
        }
    }));

    /** The one that goes on since somebody looked away. @returns {Promise<Job | null>} */
    async function takeUp() {
        const job = running && await call("GET", `exports/${running}`).catch(() => null); // then another is made
        return job?.state === "running" ? job : null;
    }

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
        before: user.guest ? [] : [ownerField(user.name)],
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
    return [el("section", "", {}, el("h3", "", {}, say.farewellKeep), ...drawExport(place, "quiet")),
        el("section", "", {}, el("h3", "", {}, say.farewellDo), el("p", "hint danger", {}, say.farewellWhat), form)];
}
