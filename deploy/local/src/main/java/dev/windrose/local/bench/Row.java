package dev.windrose.local.bench;

import java.util.Locale;

/**
 * One measured figure against what it must reach.
 *
 * @param name what was measured
 * @param value the figure
 * @param unit of value and budget
 * @param budget the most it may be
 * @param met whether it is
 */
public record Row(String name, double value, String unit, double budget, boolean met) {
    static Row atMost(String name, double value, String unit, double budget) {
        double rounded = Math.round(value * 100) / 100.0;
        return new Row(name, rounded, unit, budget, rounded <= budget);
    }

    String shown(double number) {
        return String.format(Locale.ROOT, number < 10 ? "%.2f %s" : "%.0f %s", number, unit);
    }
}
