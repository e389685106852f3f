/** A simulated cluster's own certificate authority and server certificate. */
@NullMarked
package dev.windrose.simulator.tls;

import org.jspecify.annotations.NullMarked;
