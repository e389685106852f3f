package dev.windrose.placement.optimum;

import java.util.Arrays;

/** Numbers that become more. */
final class Doubles {
    private double[] values = new double[4096];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    double[] array() {
        return Arrays.copyOf(values, size);
    }
}
