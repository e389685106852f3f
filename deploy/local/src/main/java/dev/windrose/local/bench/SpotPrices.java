package dev.windrose.local.bench;

import java.util.Random;

/**
 * A generated year of spot prices of one kind of machine. Zones lie at levels of their own, drift around them in small
 * steps a few times a day, and now and then a level jumps for good. Steps, jumps and spread are set so that the simple
 * strategies come out as on recorded AWS prices of 17 months (T4, A10G, V100, A100; 26 to 64 zones): staying where it was
 * cheapest at first costs 1.25 to 1.8 times the optimum, following every change takes 19 to 48 moves.
 *
 * @param dollars by hour, then zone; of one machine
 */
record SpotPrices(String sku, double[][] dollars) {
    static final int HOURS = 8_760;
    static final int ZONES = 26;
    private static final double SPREAD = 0.30;
    private static final double STEPS_PER_HOUR = 1 / 9.0;
    private static final double STEP = 0.004;
    private static final double PULL = 0.03;
    private static final double JUMPS_PER_HOUR = 1 / (24.0 * 60);
    private static final double JUMP = 0.20;

    /** The same prices for the same seed. */
    static SpotPrices generated(String sku, double median, long seed) {
        var random = new Random(seed);
        double[] level = new double[ZONES];
        double[] price = new double[ZONES];
        for (int zone = 0; zone < ZONES; zone++) {
            level[zone] = Math.log(median) + SPREAD * random.nextGaussian();
            price[zone] = level[zone] + STEP * random.nextGaussian();
        }
        double[][] dollars = new double[HOURS][ZONES];
        for (int hour = 0; hour < HOURS; hour++) {
            for (int zone = 0; zone < ZONES; zone++) {
                if (random.nextDouble() < JUMPS_PER_HOUR) {
                    // Towards the middle rather than away from it: markets do not run off for good.
                    level[zone] = 0.7 * level[zone] + 0.3 * Math.log(median) + JUMP * random.nextGaussian();
                    price[zone] = level[zone];
                }
                if (random.nextDouble() < STEPS_PER_HOUR) {
                    price[zone] += PULL * (level[zone] - price[zone]) + STEP * random.nextGaussian();
                }
                dollars[hour][zone] = Math.exp(price[zone]);
            }
        }
        return new SpotPrices(sku, dollars);
    }

    /** The cheapest zone of an hour; the first of equals. */
    int cheapest(int hour) {
        int best = 0;
        for (int zone = 1; zone < ZONES; zone++) {
            best = dollars[hour][zone] < dollars[hour][best] ? zone : best;
        }
        return best;
    }
}
