package dev.windrose.kubeapi.cel;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;

/**
 * The functions that Kubernetes adds to CEL: its lists, regex and quantity libraries (kubernetes.io, "Kubernetes list
 * library" and following). Its url, ip, cidr and authorizer libraries are left out: no schema of ours needs them, and a
 * rule that does is refused when it is compiled.
 */
final class KubernetesLibrary {
    private static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    private static final CelType ANY = TypeParamType.create("T");
    private static final CelType ANY_LIST = ListType.create(ANY);
    private static final CelType STRINGS = ListType.create(SimpleType.STRING);

    private KubernetesLibrary() {}

    static List<CelFunctionDecl> declarations() {
        var all = new ArrayList<CelFunctionDecl>();
        all.add(member("find", "find_string", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING));
        all.add(newFunctionDeclaration(
                "findAll",
                newMemberOverload("find_all", STRINGS, SimpleType.STRING, SimpleType.STRING),
                newMemberOverload("find_all_limit", STRINGS, SimpleType.STRING, SimpleType.STRING, SimpleType.INT)));
        all.add(member("isSorted", "list_is_sorted", SimpleType.BOOL, ANY_LIST));
        all.add(member("sum", "list_sum", ANY, ANY_LIST));
        all.add(member("min", "list_min", ANY, ANY_LIST));
        all.add(member("max", "list_max", ANY, ANY_LIST));
        // The strings library has functions of these names too: other types tell the overloads apart.
        all.add(member("indexOf", "list_index_of", SimpleType.INT, ANY_LIST, ANY));
        all.add(member("lastIndexOf", "list_last_index_of", SimpleType.INT, ANY_LIST, ANY));
        all.add(global("quantity", "string_to_quantity", QUANTITY, SimpleType.STRING));
        all.add(global("isQuantity", "is_quantity", SimpleType.BOOL, SimpleType.STRING));
        // Not a member of it, for whatever reason: sign(quantity("1")).
        all.add(global("sign", "quantity_sign", SimpleType.INT, QUANTITY));
        all.add(member("isInteger", "quantity_is_integer", SimpleType.BOOL, QUANTITY));
        all.add(member("asInteger", "quantity_as_integer", SimpleType.INT, QUANTITY));
        all.add(member("asApproximateFloat", "quantity_as_float", SimpleType.DOUBLE, QUANTITY));
        all.add(member("compareTo", "quantity_compare_to", SimpleType.INT, QUANTITY, QUANTITY));
        all.add(member("isLessThan", "quantity_less_than", SimpleType.BOOL, QUANTITY, QUANTITY));
        all.add(member("isGreaterThan", "quantity_greater_than", SimpleType.BOOL, QUANTITY, QUANTITY));
        all.add(member("add", "quantity_add", QUANTITY, QUANTITY, QUANTITY));
        all.add(member("sub", "quantity_sub", QUANTITY, QUANTITY, QUANTITY));
        return all;
    }

    private static CelFunctionDecl member(String name, String overload, CelType result, CelType... arguments) {
        return newFunctionDeclaration(name, newMemberOverload(overload, result, List.of(arguments)));
    }

    private static CelFunctionDecl global(String name, String overload, CelType result, CelType... arguments) {
        return newFunctionDeclaration(name, newGlobalOverload(overload, result, List.of(arguments)));
    }

    @SuppressWarnings("unchecked")
    static List<CelFunctionBinding> bindings() {
        var all = new ArrayList<CelFunctionBinding>();
        all.add(CelFunctionBinding.from("find_string", String.class, String.class, KubernetesLibrary::find));
        all.add(CelFunctionBinding.from(
                "find_all", String.class, String.class, (text, regex) -> findAll(text, regex, -1)));
        all.add(CelFunctionBinding.from(
                "find_all_limit",
                List.of(String.class, String.class, Long.class),
                a -> findAll((String) a[0], (String) a[1], (Long) a[2])));
        all.add(CelFunctionBinding.from("list_is_sorted", List.class, Lists::isSorted));
        all.add(CelFunctionBinding.from("list_sum", List.class, Lists::sum));
        all.add(CelFunctionBinding.from("list_min", List.class, list -> Lists.extreme(list, -1, "min")));
        all.add(CelFunctionBinding.from("list_max", List.class, list -> Lists.extreme(list, 1, "max")));
        all.add(CelFunctionBinding.from(
                "list_index_of", List.class, Object.class, (list, value) -> (long) list.indexOf(value)));
        all.add(CelFunctionBinding.from(
                "list_last_index_of", List.class, Object.class, (list, value) -> (long) list.lastIndexOf(value)));
        all.add(CelFunctionBinding.from("string_to_quantity", String.class, Quantity::parse));
        all.add(CelFunctionBinding.from("is_quantity", String.class, Quantity::isQuantity));
        all.add(CelFunctionBinding.from(
                "quantity_sign", Quantity.class, q -> (long) q.value().signum()));
        all.add(CelFunctionBinding.from("quantity_is_integer", Quantity.class, Quantity::isInteger));
        all.add(CelFunctionBinding.from("quantity_as_integer", Quantity.class, Quantity::asInteger));
        all.add(CelFunctionBinding.from(
                "quantity_as_float", Quantity.class, q -> q.value().doubleValue()));
        all.add(CelFunctionBinding.from(
                "quantity_compare_to", Quantity.class, Quantity.class, (a, b) -> (long) a.compareTo(b)));
        all.add(CelFunctionBinding.from(
                "quantity_less_than", Quantity.class, Quantity.class, (a, b) -> a.compareTo(b) < 0));
        all.add(CelFunctionBinding.from(
                "quantity_greater_than", Quantity.class, Quantity.class, (a, b) -> a.compareTo(b) > 0));
        all.add(CelFunctionBinding.from("quantity_add", Quantity.class, Quantity.class, Quantity::plus));
        all.add(CelFunctionBinding.from("quantity_sub", Quantity.class, Quantity.class, Quantity::minus));
        return all;
    }

    private static String find(String text, String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        return matcher.find() ? matcher.group() : "";
    }

    /** @param limit the most matches; negative: all */
    private static List<String> findAll(String text, String regex, long limit) {
        var found = new ArrayList<String>();
        Matcher matcher = Pattern.compile(regex).matcher(text);
        while ((limit < 0 || found.size() < limit) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
