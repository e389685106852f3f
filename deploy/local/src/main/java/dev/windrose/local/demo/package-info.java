/** Scenarios that are played in the running fleet and judge their own outcome. */
@NullMarked
package dev.windrose.local.demo;

import org.jspecify.annotations.NullMarked;
