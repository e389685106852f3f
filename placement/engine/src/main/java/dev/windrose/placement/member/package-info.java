/** The whole inventory of one member: nodes from all sources, what could be provisioned, what waits. Pure. */
@NullMarked
package dev.windrose.placement.member;

import org.jspecify.annotations.NullMarked;
