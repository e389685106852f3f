package dev.windrose.local.bench;

import dev.windrose.local.state.FleetException;
import dev.windrose.placement.packing.NodeSpec;
import dev.windrose.placement.packing.PodNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Nodes and pods of one cluster, to be packed.
 *
 * @param about what they are, for the name of a row
 */
record PackingTrace(String about, List<NodeSpec> nodes, List<PodNeed> pods) {
    private static final String NODES = "openb_node_list_gpu_node.csv";
    private static final String PODS = "openb_pod_list_default.csv";

    /** The recorded cluster "openb" where the folder has it, else a generated one of the same kind. */
    static PackingTrace in(Optional<Path> data) throws IOException {
        Optional<Path> folder = data.map(each -> each.resolve("openb")).filter(Files::isDirectory);
        return folder.isPresent() ? recorded(folder.get()) : generated();
    }

    private static PackingTrace recorded(Path folder) throws IOException {
        List<NodeSpec> nodes = new ArrayList<>();
        for (String[] cell : cells(folder.resolve(NODES), "sn,cpu_milli,memory_mib,gpu,model")) {
            nodes.add(new NodeSpec(cell[0], number(cell[1]), number(cell[2]), number(cell[3]), cell[4]));
        }
        List<PodNeed> pods = new ArrayList<>();
        for (String[] cell : cells(folder.resolve(PODS), "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec")) {
            int gpus = number(cell[3]);
            pods.add(new PodNeed(
                    number(cell[1]),
                    number(cell[2]),
                    gpus,
                    gpus == 0 ? 0 : number(cell[4]),
                    cell[5].isEmpty() ? Set.of() : Set.of(cell[5].split("\\|"))));
        }
        return new PackingTrace("openb default", nodes, pods);
    }

    private static List<String[]> cells(Path file, String header) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().startsWith(header)) {
            throw new FleetException("%s does not begin with the columns %s.".formatted(file, header));
        }
        return lines.stream().skip(1).map(line -> line.split(",", -1)).toList();
    }

    private static int number(String cell) {
        return Integer.parseInt(cell);
    }

    /** A tenth of a large cluster: big nodes short of cores, small ones with many, and pods of common sizes. */
    private static PackingTrace generated() {
        var random = new Random(7);
        List<NodeSpec> nodes = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            boolean big = i % 2 == 0;
            nodes.add(new NodeSpec("node-%03d".formatted(i), 96_000, 393_216, big ? 8 : 2, big ? "G2" : "T4"));
        }
        int[] parts = {810, 470, 650, 320, 230, 160};
        List<PodNeed> pods = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            int kind = random.nextInt(100);
            int cpu = 3_000 + 1_000 * random.nextInt(12);
            int gpus = kind < 15 ? 0 : kind < 98 ? 1 : 8;
            int milli = gpus == 0 ? 0 : kind < 50 ? parts[random.nextInt(parts.length)] : PodNeed.WHOLE;
            pods.add(new PodNeed(cpu * Math.max(1, gpus), 4_096 * Math.max(1, gpus), gpus, milli, Set.of()));
        }
        return new PackingTrace("generated cluster", nodes, pods);
    }

    long gpuMilli() {
        return nodes.stream()
                .mapToLong(node -> (long) node.gpus() * PodNeed.WHOLE)
                .sum();
    }

    /** All pods, and more of the same at random, until they want {@code percent} of the GPUs; in an order by the seed. */
    List<PodNeed> arrivals(int percent, long seed) {
        var random = new Random(seed);
        List<PodNeed> arrivals = new ArrayList<>(pods);
        long wanted = arrivals.stream().mapToLong(PodNeed::totalGpuMilli).sum();
        while (wanted * 100 <= gpuMilli() * percent) {
            PodNeed again = pods.get(random.nextInt(pods.size()));
            arrivals.add(again);
            wanted += again.totalGpuMilli();
        }
        Collections.shuffle(arrivals, random);
        return arrivals;
    }
}
