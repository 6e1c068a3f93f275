// @ts-check
// Nodes: how they are made and found. Never from a string of HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with a class, attributes and children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {string} [className] @param {Record<string, string>} [attributes] @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, className = "", attributes = {}, ...children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
}

/** @param {string} id of an element that index.html has @returns {any} */
export const byID = (id) => document.getElementById(id);

/** A picture of the page's sprite. @param {string} name */
export function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#i-${name}`);
    svg.append(use);
    return svg;
}

/** Soon, when there is nothing better to do. */
export const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ action) => setTimeout(action, 100));
