/** Processes that outlive their parent: started in a session of their own, recorded, recognised, adopted, stopped. */
@NullMarked
package dev.windrose.local.process;

import org.jspecify.annotations.NullMarked;
