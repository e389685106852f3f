/**
 * The agent's end of the link: joining, identity and its renewal, the MQTT channels, and the worker that takes desired
 * state in and reports out. Decides nothing about what is applied; that is behind {@link DesiredStateHandler}.
 *
 * <p>For the rest of the agent:
 *
 * <ul>
 *   <li>{@code main} calls {@link LinkBootstrap#prepare} with an {@link IdentityStore} before {@code Quarkus.run}: the
 *       channels need an address and a certificate that are known only once the member has joined;
 *   <li>one bean implements {@link DesiredStateHandler}, one {@link LinkStateStore};
 *   <li>statuses and inventory are given to {@link Reports}.
 * </ul>
 */
@NullMarked
package dev.windrose.agent.link;

import org.jspecify.annotations.NullMarked;
