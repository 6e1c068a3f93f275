// @ts-check
// An answer as plain text: what one reads, without Markdown's signs. Made from the same nodes that are shown.

import { el } from "./dom.js";
import { createMarkdown } from "./markdown.js";

const BLOCKS = new Set(["P", "UL", "OL", "BLOCKQUOTE", "H1", "H2", "H3", "H4", "H5", "H6", "FIGURE", "PRE", "DIV", "TABLE", "HR", "DETAILS"]);

/** @param {string} markdown */
export function plainTextOf(markdown) {
    const root = el("div");
    createMarkdown(root)(markdown, false);
    return blocksOf(root, "").trim();
}

/** @param {Node} parent @param {string} indent */
function blocksOf(parent, indent) {
    /** @type {string[]} */
    const blocks = [];
    let line = "";
    const endLine = () => {
        if (line.trim()) blocks.push(indent + line.trim());
        line = "";
    };
    for (const node of parent.childNodes) {
        if (!(node instanceof HTMLElement) || !BLOCKS.has(node.tagName)) line += inlineOf(node);
        else {
            endLine();
            blocks.push(blockOf(node, indent));
        }
    }
    endLine();
    return blocks.filter(Boolean).join("\n\n");
}

/** @param {HTMLElement} node @param {string} indent @returns {string} */
function blockOf(node, indent) {
    switch (node.tagName) {
        case "UL": case "OL": return itemsOf(node, indent);
        case "HR": return `${indent}———`;
        case "TABLE": return [...node.querySelectorAll("tr")].map((row) => indent + [...row.children].map(inlineOf).join("\t")).join("\n");
        case "PRE": return (node.textContent ?? "").replace(/\n$/, "").replace(/^/gm, indent);
        case "FIGURE": case "DIV": case "DETAILS": {
            const pre = node.querySelector("pre");
            return pre ? blockOf(/** @type {HTMLElement} */ (pre), indent) : blocksOf(node, indent);
        }
        case "BLOCKQUOTE": return blocksOf(node, `${indent}  `);
        default: return indent + inlineOf(node).trim();
    }
}

/** @param {HTMLElement} list @param {string} indent */
function itemsOf(list, indent) {
    let number = Number(list.getAttribute("start") ?? 1);
    return [...list.children].map((item) => {
        const box = item.querySelector(":scope > input, :scope > p > input");
        const sign = list.tagName === "OL" ? `${number++}.` : box instanceof HTMLInputElement ? (box.checked ? "☑" : "☐") : "•";
        const text = blocksOf(item, `${indent}${" ".repeat(sign.length + 1)}`).replace(/\n{2,}/g, "\n").trim();
        return `${indent}${sign} ${text}`;
    }).join("\n");
}

/** @param {Node} node @returns {string} */
function inlineOf(node) {
    if (node instanceof HTMLBRElement) return "\n";
    if (node instanceof HTMLInputElement) return "";
    return node.hasChildNodes() ? [...node.childNodes].map(inlineOf).join("") : node.textContent ?? "";
}
