/**
 * The last known good: section ledgers in ConfigMaps of the member and the agent's identity in a Secret, so that an agent
 * that starts anew holds the member to it before, and without, hearing from the hub.
 */
@NullMarked
package dev.windrose.agent.state;

import org.jspecify.annotations.NullMarked;
