package dev.windrose.local.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a hub's planner did, by its metrics.
 *
 * @param passes of its loop
 * @param onParent plans that became the target in place of the one they were made from
 * @param rebased plans that became it although another was the target by then
 * @param lost plans of which something no longer held: computed anew
 */
record PlanFigures(long passes, long onParent, long rebased, long lost) {
    static final PlanFigures NONE = new PlanFigures(0, 0, 0, 0);

    static PlanFigures read(Wire wire) throws IOException {
        String text = wire.get(Wire.METRICS).expect("metrics").text();
        return new PlanFigures(
                number(text, "windrose_loop_pass_seconds_count", "loop=\"plan\""),
                promotions(text, "on_parent"),
                promotions(text, "rebased"),
                promotions(text, "lost"));
    }

    private static long promotions(String text, String result) throws IOException {
        return number(text, "windrose_plan_promotions_total", "result=\"" + result + "\"");
    }

    private static long number(String text, String metric, String label) throws IOException {
        Matcher found = Pattern.compile("^" + metric + "\\{[^}]*" + label + "[^}]*} (\\S+)$", Pattern.MULTILINE)
                .matcher(text);
        if (!found.find()) {
            throw new IOException("The hub's metrics do not tell %s{%s}.".formatted(metric, label));
        }
        return Math.round(Double.parseDouble(found.group(1)));
    }

    PlanFigures plus(PlanFigures other) {
        return new PlanFigures(
                passes + other.passes, onParent + other.onParent, rebased + other.rebased, lost + other.lost);
    }

    PlanFigures minus(PlanFigures other) {
        return new PlanFigures(
                passes - other.passes, onParent - other.onParent, rebased - other.rebased, lost - other.lost);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d passes of the planner; plans promoted on their parent %,d, rebased %,d, computed anew %,d",
                passes,
                onParent,
                rebased,
                lost);
    }
}
