package dev.windrose.wire.member;

import dev.windrose.protocol.Incarnation;

/**
 * What the link must not forget over a restart.
 *
 * @param self the run of this agent that was last begun
 * @param hub the newest run of the hub that was heard; older ones are refused
 */
public record LinkState(Incarnation self, Incarnation hub) {

    public static final LinkState NONE = new LinkState(Incarnation.NONE, Incarnation.NONE);
}
