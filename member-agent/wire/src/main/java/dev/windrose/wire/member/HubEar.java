package dev.windrose.wire.member;

import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.ReplayGuard;
import dev.windrose.wire.Channel;
import dev.windrose.wire.CloudEventCodec;
import dev.windrose.wire.Parsed;
import dev.windrose.wire.Refusal;
import dev.windrose.wire.Verifier;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Whether a message is the hub's, for this member, and new. Used from one thread at a time. */
final class HubEar {

    private final LinkContext context;
    private final Verifier verifier;
    private final Map<Channel, ReplayGuard> guards = new EnumMap<>(Channel.class);
    private final BiConsumer<Refusal, String> refused;

    HubEar(LinkContext context, BiConsumer<Refusal, String> refused) {
        this.context = context;
        this.verifier = new Verifier(context.identity().hubKey());
        this.refused = refused;
    }

    /** The message if it is to be believed; its run of the hub is remembered. */
    Optional<HubMessage> hear(Channel channel, byte[] payload) {
        return switch (CloudEventCodec.parse(payload)) {
            case Parsed.Bad(var refusal, var detail) -> refuse(refusal, detail);
            case Parsed.Ok ok -> judge(channel, ok);
        };
    }

    private Optional<HubMessage> judge(Channel channel, Parsed.Ok ok) {
        boolean addressed = ok.envelope().cluster().equals(context.identity().cluster())
                && ok.envelope().channel() == channel
                && channel.carries(ok.message());
        if (!addressed || !(ok.message() instanceof HubMessage message)) {
            return refuse(Refusal.WRONG_ADDRESS, "signed for another topic");
        }
        if (!ok.signed().hasSignature()) {
            return refuse(Refusal.UNSIGNED, "a message without signature");
        }
        if (!ok.signed().verify(verifier)) {
            return refuse(Refusal.BAD_SIGNATURE, "not signed by the hub that this member joined");
        }
        var guard = guards.computeIfAbsent(channel, _ -> new ReplayGuard(context.hub()));
        return switch (guard.judge(ok.envelope().incarnation(), ok.envelope().sequence())) {
            case ReplayGuard.Verdict.Fresh _ -> accept(ok, message);
            case ReplayGuard.Verdict.Replayed(var sequence, var newest) ->
                refuse(Refusal.REPLAYED, "sequence %d after %d".formatted(sequence, newest));
            case ReplayGuard.Verdict.OlderRun(var offered, var newest) ->
                refuse(Refusal.OLDER_RUN, "run %s after %s".formatted(offered, newest));
        };
    }

    /** A run that another channel already found newer is over, though this channel did not hear of it. */
    private Optional<HubMessage> accept(Parsed.Ok ok, HubMessage message) {
        if (ok.envelope().incarnation().compareTo(context.hub()) < 0) {
            return refuse(
                    Refusal.OLDER_RUN, "run %s after %s".formatted(ok.envelope().incarnation(), context.hub()));
        }
        context.heardHub(ok.envelope().incarnation());
        return Optional.of(message);
    }

    private Optional<HubMessage> refuse(Refusal refusal, String detail) {
        refused.accept(refusal, detail);
        return Optional.empty();
    }
}
