package dev.windrose.placement;

import dev.windrose.placement.calm.MoveCase;
import dev.windrose.placement.calm.MoveDecision;
import dev.windrose.placement.calm.MoveLedger;
import dev.windrose.placement.calm.MoveReason;
import dev.windrose.placement.calm.MoveRule;
import dev.windrose.placement.calm.Regret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Moves replicas of one workload to cheaper places where the rule says so, and says of those that stay why. What is
 * cheaper is judged by the last two refreshes of prices: here by the lower of both, there by the higher.
 */
final class Mover {
    /** The latest moves while a plan is made; each one that is decided counts for those after it. */
    static final class Ledger {
        private MoveLedger moves;

        Ledger(MoveLedger moves) {
            this.moves = moves;
        }

        MoveLedger moves() {
            return moves;
        }

        private void add(String workload, Instant now, MoveRule rule) {
            moves = moves.with(workload, now, rule.budget());
        }
    }

    private static final Set<Reason> FULL =
            EnumSet.of(Reason.NO_FREE_GPU, Reason.NOT_CONTIGUOUS, Reason.STOCKED_OUT, Reason.HEADROOM);

    /** These hold it back wherever it would go. */
    private static final Set<MoveReason> WHEREVER = EnumSet.of(
            MoveReason.DWELL,
            MoveReason.FROZEN,
            MoveReason.WORKLOAD_BUDGET,
            MoveReason.FLEET_BUDGET,
            MoveReason.UNSETTLED,
            MoveReason.PAUSED);

    private final WorkloadDemand workload;
    private final PlanningInput input;
    private final Fleet fleet;
    private final PriceBoard prices;
    private final Map<AssignmentKey, Row> rows;
    private final Ledger ledger;
    private final List<Stay> stays = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();

    Mover(
            WorkloadDemand workload,
            PlanningInput input,
            Fleet fleet,
            PriceBoard prices,
            Map<AssignmentKey, Row> rows,
            Ledger ledger) {
        this.workload = workload;
        this.input = input;
        this.fleet = fleet;
        this.prices = prices;
        this.rows = rows;
        this.ledger = ledger;
    }

    /** In the order of their rows. */
    List<Stay> stays() {
        stays.sort(Comparator.comparing(Stay::from));
        return stays;
    }

    List<Move> moves() {
        return moves;
    }

    /**
     * The dearest rows first, each to the cheapest places that will have it.
     *
     * @param settled nothing else is going on with the workload: else nothing moves, and it is only said what would
     */
    void improve(Allotment allotment, boolean settled) {
        if (settled) {
            input.guidance().of(workload.uid()).forEach(way -> makeRoom(way, allotment));
        }
        allotment.choices().stream()
                .filter(choice -> choice.kind() != Choice.Kind.NEW
                        && !row(choice).silent()
                        && (choice.taken() > 0 || workload.paused()))
                .sorted(Choice.ORDER.reversed())
                .toList()
                .forEach(from -> improve(from, allotment, settled));
    }

    /** Make-before-break and within every limit, as all moves are; dwell, freezes and budgets of moves hold too. */
    private void makeRoom(Guidance.Way way, Allotment allotment) {
        Optional<Choice> from = allotment.choices().stream()
                .filter(each -> each.kind() == Choice.Kind.PRESENT
                        && each.key().equals(way.from())
                        && row(each).assignment().version() == way.version())
                .findFirst();
        Optional<Choice> to = allotment.choices().stream()
                .filter(each -> each.kind() == Choice.Kind.NEW
                        && Guidance.Place.of(each.key()).equals(way.to()))
                .findFirst();
        if (from.isEmpty() || to.isEmpty()) {
            return;
        }
        Optional<Money> here = from.get().withEgress();
        Optional<Money> there = to.get().withEgress();
        if (here.isPresent() && there.isPresent() && rule().allows(moveCase(from.get(), Regret.none(input.now())))) {
            int moved = allotment.shift(from.get(), to.get(), way.replicas());
            if (moved > 0) {
                Money saving = here.get().minus(there.get()).times(moved);
                made(new Move(
                        way.from(),
                        to.get().key(),
                        moved,
                        MoveReason.MAKES_ROOM,
                        saving,
                        "others wait for the place, and it has another one: %s USD/h here, %s there"
                                .formatted(here.get(), there.get())));
            }
        }
    }

    private MoveCase moveCase(Choice from, Regret regret) {
        return new MoveCase(
                workload.uid().value(),
                input.now(),
                row(from).assignment().since(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.of(regret),
                ledger.moves(),
                false);
    }

    private Row row(Choice choice) {
        return Objects.requireNonNull(rows.get(choice.key()), "a choice that is no option is a row");
    }

    private void improve(Choice from, Allotment allotment, boolean settled) {
        Optional<Saving> best = Optional.empty();
        Optional<Verdict> said = Optional.empty();
        double enough = Double.MAX_VALUE;
        for (Choice to : allotment.choices()) {
            if (to.kind() != Choice.Kind.NEW || from.key().equals(to.key())) {
                continue;
            }
            Saving saving = Saving.of(from, to, fleet, prices);
            if (saving.none()) {
                continue;
            }
            Verdict verdict = verdict(from, saving);
            if (verdict.reason() == MoveReason.SAVING_TOO_SMALL) {
                enough = Math.min(enough, rule().enough(saving.there().orElseThrow() - saving.once()));
            }
            if (verdict.reason().moves() && !(settled && from.kind() == Choice.Kind.PRESENT)) {
                verdict = held(from);
            } else if (verdict.reason().moves()) {
                int moved = allotment.shift(from, to, from.taken());
                if (moved > 0) {
                    made(new Move(
                            from.key(),
                            to.key(),
                            moved,
                            verdict.reason(),
                            Money.ofMicros(saving.micros()).times(moved),
                            saving.text(moved) + "; " + verdict.detail()));
                }
                verdict = refused(to);
            }
            if (best.filter(each -> each.sure() || !saving.sure()).isEmpty()) {
                best = Optional.of(saving);
                said = Optional.of(verdict);
            }
            if (from.taken() == 0 && !workload.paused()) {
                return;
            }
            if (saving.sure() && WHEREVER.contains(verdict.reason())) {
                break;
            }
        }
        if (best.isPresent() && said.isPresent()) {
            stays.add(stay(from, best.get(), said.get(), enough));
        }
    }

    private record Verdict(MoveReason reason, String detail) {}

    private Verdict verdict(Choice from, Saving saving) {
        if (saving.unknownEgress().isPresent()) {
            return new Verdict(MoveReason.PRICE_UNKNOWN, saving.unknownEgress().get());
        }
        if (saving.priced() && !saving.sure()) {
            return new Verdict(
                    MoveReason.ONE_REFRESH,
                    "it is cheaper by the newest prices only; nothing moves before two refreshes say so");
        }
        MoveDecision decision = rule().decide(
                        moveCase(from, staying(from, saving).at(input.now()))
                                .with(saving.here(), saving.there(), saving.once()));
        return new Verdict(decision.reason(), decision.detail());
    }

    private Verdict held(Choice from) {
        Optional<Pause> pause = workload.pause()
                .or(() -> fleet.cluster(from.key().cluster())
                        .flatMap(each -> each.view().pause()));
        return pause.map(each -> new Verdict(MoveReason.PAUSED, each.text()))
                .orElseGet(() -> new Verdict(
                        MoveReason.UNSETTLED, "replicas of the workload come, go or change, and that comes first"));
    }

    private static Verdict refused(Choice to) {
        Rejection why = to.blocked();
        return FULL.contains(why.reason())
                ? new Verdict(MoveReason.NO_ROOM, "there is no room for old and new side by side: " + why.detail())
                : new Verdict(
                        MoveReason.LIMITED,
                        why.reason() == Reason.NOT_NEEDED ? "minRegions would not hold any more" : why.detail());
    }

    private void made(Move move) {
        ledger.add(workload.uid().value(), input.now(), rule());
        moves.add(move);
    }

    /** The line goes on, at the present difference. */
    private Staying staying(Choice from, Saving saving) {
        return input.calm().of(workload.uid()).stream()
                .filter(each -> each.row().equals(from.key()))
                .findFirst()
                .map(each -> each.at(saving.micros(), input.now()))
                .orElseGet(() -> new Staying(from.key(), 0, input.now(), saving.micros()));
    }

    private Stay stay(Choice from, Saving saving, Verdict verdict, double enough) {
        int replicas = workload.paused() ? row(from).replicas() : from.taken();
        Staying line = staying(from, saving);
        double cost = saving.sure() ? rule().cost(saving.there().getAsLong() - saving.once()) : 0;
        String detail = verdict.reason() == MoveReason.SAVING_TOO_SMALL ? small(line, cost, enough) : verdict.detail();
        return new Stay(
                saving.to().key(),
                replicas,
                Money.ofMicros(saving.micros()).times(replicas),
                Money.ofMicros(Math.round(cost)).times(replicas),
                verdict.reason(),
                saving.sure() ? saving.text(replicas) + ", but " + detail : detail,
                line,
                enough);
    }

    /** Told as what stands while prices do: what is owed grows with each look. */
    private String small(Staying line, double cost, double enough) {
        double left = Math.max(0, enough - line.owedMicros());
        Instant ripe = line.asOf().plusSeconds((long) Math.ceil(left * 3600 / line.microsPerHour()));
        return "at once only %d %% move it; a move costs %s USD a replica, staying had cost %s by %s and is acted on at %s, from %s on at these prices"
                .formatted(
                        rule().minSavingPercent(),
                        Money.ofMicros(Math.round(cost)),
                        Money.ofMicros(line.owedMicros()),
                        line.asOf(),
                        Money.ofMicros(Math.round(enough)),
                        ripe);
    }

    private MoveRule rule() {
        return input.settings().moves();
    }
}
