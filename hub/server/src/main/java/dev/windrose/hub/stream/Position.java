package dev.windrose.hub.stream;

import java.util.Optional;

/**
 * How far a reader has come: the store's version, and the number of the newest plan it was told. Written {@code 1234.56}
 * as an event's id; readers send it back as they got it.
 */
record Position(long version, long plan) {
    static Optional<Position> parse(String id) {
        return id.matches("[0-9]{1,18}\\.[0-9]{1,18}")
                ? Optional.of(new Position(
                        Long.parseLong(id.substring(0, id.indexOf('.'))),
                        Long.parseLong(id.substring(id.indexOf('.') + 1))))
                : Optional.empty();
    }

    Position at(long otherVersion) {
        return new Position(otherVersion, plan);
    }

    Position withPlan(long number) {
        return new Position(version, number);
    }

    String id() {
        return version + "." + plan;
    }
}
