/** The commands as people type them: options, output, exit codes. They decide nothing else. */
@NullMarked
package dev.windrose.local.cli;

import org.jspecify.annotations.NullMarked;
