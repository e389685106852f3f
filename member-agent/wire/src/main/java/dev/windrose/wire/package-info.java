/**
 * Messages on the wire: CloudEvents 1.0 as JSON with detached signatures, and the certificates and tokens that say who
 * signed. Used by hub and agent alike, so that there is one reading of each format.
 */
@NullMarked
package dev.windrose.wire;

import org.jspecify.annotations.NullMarked;
