// @ts-check
// Which addresses a text may lead to, and how a link says where that is.

/** What every link to another place says. */
export const LINK_REL = "noopener noreferrer nofollow";

/** @param {string} address */
export const isWebAddress = (address) => /^https?:\/\//i.test(address);

/** A link's host in ASCII, without user, port and path; of mail the address. @param {string} target */
export function placeOf(target) {
    if (/^mailto:/i.test(target)) return target.slice(7).split("?")[0].toLowerCase();
    return URL.canParse(target) ? new URL(target).hostname : target;
}
