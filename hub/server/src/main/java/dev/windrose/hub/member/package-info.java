/** The members: who joined, what they report, and what MemberCluster says of it. */
@NullMarked
package dev.windrose.hub.member;

import org.jspecify.annotations.NullMarked;
