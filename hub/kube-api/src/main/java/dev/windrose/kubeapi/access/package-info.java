/** Who calls and what they may do, as ports; and the one authenticator that everybody needs first. */
@NullMarked
package dev.windrose.kubeapi.access;

import org.jspecify.annotations.NullMarked;
