package dev.windrose.hub.price;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windrose.api.PriceSourceStatus;
import dev.windrose.placement.price.Freshness;
import dev.windrose.placement.price.GuardedOffer;
import dev.windrose.placement.price.SourceClass;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a PriceSource's status says of how it stands. */
final class SourceStatuses {
    private static final int SHOWN = 20;

    private SourceStatuses() {}

    /**
     * @param rows those of this source, as the guards judged them
     * @param before the conditions that stand
     */
    static PriceSourceStatus of(SourceView view, List<GuardedOffer> rows, JsonNode before, Instant now) {
        var book = view.book().book();
        var isFeed = view.book().kind() == SourceClass.FEED;
        var never = view.parts().isEmpty();
        var loaded = condition(
                "Loaded",
                view.failure().isEmpty(),
                view.failure().isEmpty() ? "Read" : "NotReadable",
                view.failure(),
                before,
                now);
        var conditions = never ? List.of(loaded) : List.of(loaded, fresh(rows, before, now));
        var quarantined =
                rows.stream().filter(row -> row.quarantine().isPresent()).toList();
        return new PriceSourceStatus(
                never ? null : book.size(),
                never ? null : view.counts().unmapped(),
                never ? null : view.counts().badRows(),
                never ? null : view.counts().problems(),
                book.newest().map(LocalDate::toString).orElse(null),
                isFeed && !never ? oldest(view) : null,
                view.next().map(SourceView::shown).orElse(null),
                never ? null : quarantined.size(),
                quarantined.isEmpty()
                        ? null
                        : quarantined.stream()
                                .limit(SHOWN)
                                .map(SourceStatuses::text)
                                .toList(),
                view.counts().dropped().isEmpty() ? null : view.counts().dropped(),
                view.partStatuses().isEmpty() ? null : view.partStatuses(),
                view.failure().isEmpty() ? null : view.failure(),
                conditions);
    }

    /** A contract: nothing is read, and what it says was validated. */
    static PriceSourceStatus ofContract(JsonNode before, Instant now) {
        var loaded = condition("Loaded", true, "Read", "", before, now);
        return new PriceSourceStatus(
                null, null, null, null, null, null, null, null, null, null, null, null, List.of(loaded));
    }

    private static @Nullable String oldest(SourceView view) {
        return view.parts().stream()
                .map(part -> part.state().readAt())
                .min(Instant::compareTo)
                .map(SourceView::shown)
                .orElse(null);
    }

    private static Condition fresh(List<GuardedOffer> rows, JsonNode before, Instant now) {
        long tooOld = rows.stream()
                .filter(row -> row.freshness() == Freshness.TOO_OLD)
                .count();
        long aging =
                rows.stream().filter(row -> row.freshness() == Freshness.AGING).count();
        var message = tooOld > 0
                ? "%d prices are too old to plan with; see lastError, or add a newer source".formatted(tooOld)
                : aging > 0
                        ? "%d prices were last said more than 24 h ago; after 72 h they count as unknown"
                                .formatted(aging)
                        : "";
        var reason = tooOld > 0 ? "TooOld" : aging > 0 ? "Aging" : "InTime";
        return condition("Fresh", message.isEmpty(), reason, message, before, now);
    }

    private static String text(GuardedOffer row) {
        return "%s: %s"
                .formatted(row.offer().key(), row.quarantine().orElseThrow().why());
    }

    private static Condition condition(
            String type, boolean good, String reason, String message, JsonNode before, Instant now) {
        var status = good ? "True" : "False";
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since(type, status, before, now))
                .build();
    }

    private static String since(String type, String status, JsonNode before, Instant now) {
        for (var condition : before) {
            if (condition.path("type").asText().equals(type)
                    && condition.path("status").asText().equals(status)) {
                return condition.path("lastTransitionTime").asText();
            }
        }
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
