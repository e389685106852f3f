package dev.windrose.placement.optimum;

import java.util.Arrays;

/** Whole numbers that become more. */
final class Ints {
    private int[] values = new int[1024];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    int[] array() {
        return Arrays.copyOf(values, size);
    }
}
