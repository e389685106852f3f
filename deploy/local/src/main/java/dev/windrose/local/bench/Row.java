package dev.windrose.local.bench;

import java.util.Locale;

/**
 * One measured figure against what it must reach.
 *
 * @param name what was measured
 * @param value the figure
 * @param unit of value and budget
 * @param bound whether the budget is the most or the least it may be
 * @param budget what it is measured by
 * @param met whether it is within
 */
public record Row(String name, double value, String unit, Bound bound, double budget, boolean met) {
    /** On which side of the budget a figure must lie. */
    public enum Bound {
        AT_MOST("<="),
        AT_LEAST(">=");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }
    }

    static Row atMost(String name, double value, String unit, double budget) {
        double rounded = rounded(value);
        return new Row(name, rounded, unit, Bound.AT_MOST, budget, rounded <= budget);
    }

    static Row atLeast(String name, double value, String unit, double budget) {
        double rounded = rounded(value);
        return new Row(name, rounded, unit, Bound.AT_LEAST, budget, rounded >= budget);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    String shownBudget() {
        return bound.sign + " " + shown(budget);
    }

    String shown(double number) {
        boolean fine = number < 10 || unit.equals("%"); // of a share, the tenths are what differs
        return String.format(Locale.ROOT, fine ? "%.2f %s" : "%.0f %s", number, unit);
    }
}
