/**
 * Makes the member's objects what the hub's desired state says, and keeps them so.
 *
 * <p>Decides per object: is it allowed here, is it ours, does it differ, may it be removed. Three rules make that safe:
 *
 * <ul>
 *   <li><b>Adopt nothing.</b> An object that exists without our label is a conflict to report, never overwritten.
 *   <li><b>Absence is not deletion.</b> Removed is what carries our label and section, and what the section's complete
 *       manifest lacks.
 *   <li><b>Never move backwards.</b> Each object is stamped with the generation that last changed it
 *       ({@code windrose.dev/generation}). A ledger older than the stamp neither overwrites nor prunes that object. This is
 *       why the ledger may be written after the objects are: an agent that dies in between finds, on its return, objects
 *       newer than its ledger and leaves them alone until the hub speaks. Only before something is <em>deleted</em> is the
 *       ledger written first, because what is gone carries no stamp.
 * </ul>
 */
@NullMarked
package dev.windrose.agent.apply;

import org.jspecify.annotations.NullMarked;
