/** What a fleet remembers between commands: folders, ports, the phase it is in. */
@NullMarked
package dev.windrose.local.state;

import org.jspecify.annotations.NullMarked;
