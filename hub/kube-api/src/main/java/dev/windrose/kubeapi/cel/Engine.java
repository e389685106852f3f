package dev.windrose.kubeapi.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.windrose.kubeapi.schema.Rule;
import dev.windrose.kubeapi.schema.Schema;

/**
 * Compiles expressions over {@code self} and {@code oldSelf} for one schema. An evaluation is bounded: comprehensions may
 * take {@link #MOST_ITERATIONS} steps, and regular expressions run in linear time (RE2).
 */
final class Engine {
    /** All steps of all comprehensions of one evaluation. The real server's limit is 1,000,000 units of cost, about as much. */
    static final int MOST_ITERATIONS = 100_000;

    static final String SELF = "self";
    static final String OLD_SELF = "oldSelf";

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(MOST_ITERATIONS)
            .build();

    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.optional(), CelExtensions.strings())
            .addFunctionBindings(KubernetesLibrary.bindings())
            .build();

    private final CelTypes types;

    Engine(CelTypes types) {
        this.types = types;
    }

    /** An expression that is ready to run. */
    record Expression(CelRuntime.Program program, boolean usesOldSelf) {}

    /** @throws IllegalArgumentException when the rule is no sound condition on this type: whoever wrote the schema did it */
    CompiledRule compile(Rule rule, Schema schema, CelType self, String path) {
        Expression condition = compile(rule.rule(), self, rule.optionalOldSelf(), SimpleType.BOOL, path);
        Expression message = rule.messageExpression().isEmpty()
                ? null
                : compile(rule.messageExpression(), self, false, SimpleType.STRING, path);
        return new CompiledRule(rule, FieldPaths.told(schema, rule.fieldPath()), condition, message);
    }

    private Expression compile(String text, CelType self, boolean optional, CelType wanted, String path) {
        CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setTypeProvider(types.known())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(CelExtensions.optional(), CelExtensions.strings())
                .addFunctionDeclarations(KubernetesLibrary.declarations())
                .addVar(SELF, self)
                .addVar(OLD_SELF, optional ? OptionalType.create(self) : self)
                .setResultType(wanted)
                .build();
        try {
            CelAbstractSyntaxTree ast = compiler.compile(text).getAst();
            return new Expression(RUNTIME.createProgram(ast), usesOldSelf(ast));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException(
                    "Rule at %s does not compile: %s\n%s. Maybe it names a field that the schema has not."
                            .formatted(path, text, e.getMessage()),
                    e);
        }
    }

    private static boolean usesOldSelf(CelAbstractSyntaxTree ast) {
        return CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .anyMatch(node -> node.getKind().equals(ExprKind.Kind.IDENT)
                        && node.expr().ident().name().equals(OLD_SELF));
    }
}
