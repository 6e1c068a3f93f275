// @ts-check
// Characters by their names in HTML: those that people and models write. All 2,231 would weigh more than Markdown itself.

const NAMED = "amp& lt< gt> quot\" apos' nbsp\u00a0 iexcl¡ cent¢ pound£ curren¤ yen¥ brvbar¦ sect§ uml¨ copy© ordfª laquo« not¬ shy\u00ad reg® "
    + "macr¯ deg° plusmn± sup1¹ sup2² sup3³ acute´ micro\u00b5 para¶ middot· cedil¸ ordmº raquo» frac14¼ frac12½ frac34¾ iquest¿ "
    + "AgraveÀ AacuteÁ AcircÂ AtildeÃ AumlÄ AringÅ AEligÆ CcedilÇ EgraveÈ EacuteÉ EcircÊ EumlË IgraveÌ IacuteÍ IcircÎ IumlÏ ETHÐ NtildeÑ OgraveÒ "
    + "OacuteÓ OcircÔ OtildeÕ OumlÖ times× OslashØ UgraveÙ UacuteÚ UcircÛ UumlÜ YacuteÝ THORNÞ szligß agraveà aacuteá acircâ atildeã aumlä aringå "
    + "aeligæ ccedilç egraveè eacuteé ecircê eumlë igraveì iacuteí icircî iumlï ethð ntildeñ ograveò oacuteó ocircô otildeõ oumlö divide÷ oslashø "
    + "ugraveù uacuteú ucircû uumlü yacuteý thornþ yumlÿ OEligŒ oeligœ ScaronŠ scaronš YumlŸ fnofƒ AlphaΑ BetaΒ GammaΓ DeltaΔ ThetaΘ LambdaΛ "
    + "PiΠ SigmaΣ PhiΦ PsiΨ OmegaΩ alphaα betaβ gammaγ deltaδ epsilonε zetaζ etaη thetaθ iotaι kappaκ lambdaλ muμ nuν xiξ omicronο piπ rhoρ sigmafς "
    + "sigmaσ tauτ upsilonυ phiφ chiχ psiψ omegaω ensp\u2002 emsp\u2003 thinsp\u2009 zwnj\u200c zwj\u200d lrm\u200e rlm\u200f ndash– mdash— lsquo‘ "
    + "rsquo’ sbquo‚ ldquo“ rdquo” bdquo„ dagger† Dagger‡ bull• hellip… permil‰ prime′ Prime″ lsaquo‹ rsaquo› euro€ trade™ larr← uarr↑ rarr→ darr↓ "
    + "harr↔ lArr⇐ uArr⇑ rArr⇒ dArr⇓ hArr⇔ forall∀ part∂ exist∃ empty∅ nabla∇ isin∈ notin∉ prod∏ sum∑ minus− radic√ infin∞ and∧ or∨ cap∩ cup∪ int∫ "
    + "there4∴ sim∼ asymp≈ ne≠ equiv≡ le≤ ge≥ sub⊂ sup⊃ sube⊆ supe⊇ oplus⊕ otimes⊗ perp⊥ sdot⋅ loz◊ check✓ cross✗ star☆ spades♠ clubs♣ hearts♥ diams♦";

/** @type {Map<string, string>} */
const CHARACTERS = new Map(NAMED.split(" ").map((one) => [one.slice(0, -1), one.slice(-1)]));

/** @param {string} text */
export function decodeEntities(text) {
    if (!text.includes("&")) return text;
    return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
        if (name) return CHARACTERS.get(name) ?? whole;
        const code = Number.parseInt(decimal ?? hex, decimal ? 10 : 16);
        return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "\ufffd";
    });
}
