package dev.windrose.hub.placement;

import dev.windrose.api.InferenceWorkloadStatus.Expected;
import dev.windrose.placement.Egress;
import dev.windrose.placement.Money;
import dev.windrose.placement.Outlook;
import dev.windrose.placement.Prices;
import dev.windrose.placement.fit.SpeedEstimate;
import dev.windrose.placement.fit.Speeds;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An outlook as the API shows it. Pure. */
final class Expectations {
    private Expectations() {}

    /**
     * @param allocated price of a replica and hour
     * @param marginal what it adds to what is paid
     * @param egress what carrying a replica's answers costs
     * @param asks whether the workload has targets
     */
    static Expected of(
            Outlook outlook, Optional<Money> allocated, Optional<Money> marginal, Egress egress, boolean asks) {
        var meets = asks ? outlook.slo().name().toLowerCase(Locale.ROOT) : null;
        var source = outlook.price().map(Prices.Quote::source).orElse(null);
        var asOf = outlook.price()
                .flatMap(Prices.Quote::asOf)
                .map(LocalDate::toString)
                .orElse(null);
        var carrying = egress.equals(Egress.NONE)
                ? null
                : egress.known().map(Money::toString).orElse(null);
        var unknown = egress.unknown().orElse(null);
        return switch (outlook.speed()) {
            case SpeedEstimate.Unknown(var why) ->
                new Expected(
                        null, null, null, null, null, null, null, meets, null, null, source, asOf, carrying, unknown,
                        why);
            case SpeedEstimate.Known known ->
                new Expected(
                        whole(known.tokensPerSecond()),
                        whole(known.ttftMillis()),
                        whole(known.tpotMillis()),
                        known.plusMinusPercent(),
                        known.provenance().name().toLowerCase(Locale.ROOT),
                        known.source(),
                        known.traffic().text(),
                        meets,
                        perMillion(known, allocated),
                        perMillion(known, marginal),
                        source,
                        asOf,
                        carrying,
                        unknown,
                        null);
        };
    }

    private static int whole(double figure) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(figure)));
    }

    private static @Nullable String perMillion(SpeedEstimate.Known speed, Optional<Money> price) {
        return price.map(
                        money -> Speeds.perMillionTokens(money.dollars(), speed).toPlainString())
                .orElse(null);
    }
}
