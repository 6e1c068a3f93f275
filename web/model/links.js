// @ts-check
// The links that let somebody in: `/join#<secret>` and `/reset#<secret>`. What stands after the `#` never goes to a server.

/**
 * What somebody pasted: a whole link, or only its secret.
 * @param {string} text
 * @returns {string} the secret
 */
export function secretIn(text) {
    const trimmed = text.trim();
    return trimmed.slice(trimmed.lastIndexOf("#") + 1).trim();
}
