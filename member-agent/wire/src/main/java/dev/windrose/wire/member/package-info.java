/**
 * A member's end of the link over any transport: joining, identity, the conversation with the hub, and the worker that takes
 * desired state in. What is applied is decided behind {@link dev.windrose.wire.member.DesiredStateHandler}; connections and
 * timers are the caller's.
 */
@NullMarked
package dev.windrose.wire.member;

import org.jspecify.annotations.NullMarked;
