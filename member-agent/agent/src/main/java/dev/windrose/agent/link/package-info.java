/**
 * The agent's end of the link in its container: bootstrap, MQTT channels, timers, the certificate's renewal. What is said over
 * them is decided in {@code dev.windrose.wire.member}, what is applied behind its {@code DesiredStateHandler}.
 *
 * <p>For the rest of the agent:
 *
 * <ul>
 *   <li>{@code main} calls {@link LinkBootstrap#prepare} with an {@code IdentityStore} before {@code Quarkus.run}: the
 *       channels need an address and a certificate that are known only once the member has joined;
 *   <li>one bean implements {@code DesiredStateHandler}, one {@code LinkStateStore};
 *   <li>statuses and inventory are given to {@code Reports}.
 * </ul>
 */
@NullMarked
package dev.windrose.agent.link;

import org.jspecify.annotations.NullMarked;
