/** PostgreSQL as a process of the fleet: binaries, data folder, and the user it may run as. */
@NullMarked
package dev.windrose.local.postgres;

import org.jspecify.annotations.NullMarked;
