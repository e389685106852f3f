package dev.windrose.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeededTest {
    private static final Generator<List<Integer>> LISTS = Generator.lists(Generator.integers(0, 1000), 0, 20);

    @Test
    void seesTheSameValuesInEveryRun() {
        List<List<Integer>> first = new ArrayList<>();
        List<List<Integer>> second = new ArrayList<>();

        Seeded.forAll(50, LISTS, first::add);
        Seeded.forAll(50, LISTS, second::add);

        assertThat(first).isEqualTo(second).hasSizeGreaterThan(1);
        assertThat(first.stream().distinct().count()).isGreaterThan(40);
    }

    @Test
    void namesSeedAndSimplestFailingValue() {
        Throwable failure = catchThrowable(() -> Seeded.forAll(
                200,
                LISTS,
                list -> assertThat(list).allSatisfy(each -> assertThat(each).isLessThan(500))));

        assertThat(failure)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dwindrose.seed=")
                .hasMessageContaining("value: [500]");
    }

    @Test
    void passesWhenThePropertyHolds() {
        assertThat(catchThrowable(
                        () -> Seeded.forAll(100, LISTS, list -> assertThat(list).hasSizeBetween(0, 20))))
                .isNull();
    }
}
