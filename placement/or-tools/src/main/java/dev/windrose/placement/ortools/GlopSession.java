package dev.windrose.placement.ortools;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolverParameters;
import com.google.ortools.linearsolver.MPVariable;
import dev.windrose.placement.lp.LpEffort;
import dev.windrose.placement.lp.LpOutcome;
import dev.windrose.placement.lp.LpSession;
import java.util.ArrayList;
import java.util.List;

/** One programme in native memory, which goes with {@link #close}. */
final class GlopSession implements LpSession {
    private final MPSolver solver = new MPSolver("fleet", MPSolver.OptimizationProblemType.GLOP_LINEAR_PROGRAMMING);
    private final MPObjective objective = solver.objective();
    private final MPSolverParameters parameters = new MPSolverParameters();
    private final List<MPConstraint> rows = new ArrayList<>();
    private final List<MPVariable> columns = new ArrayList<>();

    private final boolean whole;
    /** Whether nothing but limits changed since the last answer, which then is still one of the dual programme. */
    private boolean onlyLimits;

    GlopSession(boolean whole) {
        this.whole = whole;
        objective.setMinimization();
        // Without presolve the basis of one solve is where the next one starts.
        parameters.setIntegerParam(
                MPSolverParameters.IntegerParam.PRESOLVE, MPSolverParameters.PresolveValues.PRESOLVE_OFF.swigValue());
        parameters.setIntegerParam(
                MPSolverParameters.IntegerParam.INCREMENTALITY,
                MPSolverParameters.IncrementalityValues.INCREMENTALITY_ON.swigValue());
    }

    @Override
    public int addRow(double least, double most) {
        rows.add(solver.makeConstraint(least, most, ""));
        return rows.size() - 1;
    }

    @Override
    public int addColumn(double cost, double most, int[] inRows, double[] weights, int entries) {
        MPVariable column = solver.makeNumVar(0, most, "");
        objective.setCoefficient(column, cost);
        for (int i = 0; i < entries; i++) {
            rows.get(inRows[i]).setCoefficient(column, weights[i]);
        }
        columns.add(column);
        onlyLimits = false;
        return columns.size() - 1;
    }

    @Override
    public void cost(int column, double cost) {
        objective.setCoefficient(columns.get(column), cost);
        onlyLimits = false;
    }

    @Override
    public void limits(int row, double least, double most) {
        rows.get(row).setBounds(least, most);
    }

    @Override
    public void most(int column, double most) {
        columns.get(column).setUb(most);
    }

    @Override
    public LpOutcome solve(LpEffort effort) {
        long millis = Math.min(effort.left().toMillis(), Integer.MAX_VALUE);
        if (millis <= 0) {
            return new LpOutcome.Failed("No time was left for GLOP.");
        }
        solver.setTimeLimit(millis);
        solver.setSolverSpecificParametersAsString(
                // Scaling depends on all columns, so new ones would begin anew.
                (whole ? "" : "use_scaling: false ")
                        + (!whole && onlyLimits ? "use_dual_simplex: true " : "")
                        + "max_number_of_iterations: " + Math.max(1, effort.iterations()));
        MPSolver.ResultStatus status = solver.solve(parameters);
        onlyLimits = status == MPSolver.ResultStatus.OPTIMAL;
        return switch (status) {
            case OPTIMAL -> solved(LpOutcome.End.OPTIMAL);
            case FEASIBLE ->
                solved(solver.iterations() >= effort.iterations() ? LpOutcome.End.ITERATIONS : LpOutcome.End.CLOCK);
            default -> new LpOutcome.Failed("GLOP ended with " + status + ".");
        };
    }

    private LpOutcome solved(LpOutcome.End end) {
        double[] values = new double[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i).solutionValue();
        }
        double[] duals = new double[rows.size()];
        for (int i = 0; i < duals.length; i++) {
            duals[i] = rows.get(i).dualValue();
        }
        return new LpOutcome.Solved(values, duals, objective.value(), end);
    }

    @Override
    public void close() {
        parameters.delete();
        solver.delete();
    }
}
