package io.trebuchet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Top-level classes of one package that all depend on each other, by whatever way inside it: the
 * strongly connected components.
 */
final class Knots {
  private Knots() {}

  /** The knots of more than so many classes, by their packages. */
  static Map<String, Set<SortedSet<String>>> largerThan(int most, JavaClasses classes) {
    Map<String, Set<JavaClass>> edges = new TreeMap<>();
    Map<String, JavaClass> all = new TreeMap<>();
    for (JavaClass each : classes) {
      JavaClass from = topLevel(each);
      all.put(from.getName(), from);
      Set<JavaClass> to = edges.computeIfAbsent(from.getName(), name -> new HashSet<>());
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = topLevel(dependency.getTargetClass().getBaseComponentType());
        if (target.getPackageName().equals(from.getPackageName())) {
          to.add(target);
        }
      }
    }
    Map<String, Set<String>> reached = new TreeMap<>();
    all.values().forEach(each -> reached.put(each.getName(), reachable(each, edges)));
    Map<String, Set<SortedSet<String>>> found = new TreeMap<>();
    for (JavaClass each : all.values()) {
      SortedSet<String> knot = new TreeSet<>();
      for (String other : reached.get(each.getName())) {
        if (reached.getOrDefault(other, Set.of()).contains(each.getName())) {
          knot.add(all.get(other).getSimpleName());
        }
      }
      if (knot.size() > most) {
        found.computeIfAbsent(each.getPackageName(), name -> new HashSet<>()).add(knot);
      }
    }
    return found;
  }

  private static Set<String> reachable(JavaClass from, Map<String, Set<JavaClass>> edges) {
    Set<String> seen = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(Set.of(from.getName()));
    while (!next.isEmpty()) {
      for (JavaClass to : edges.getOrDefault(next.remove(), Set.of())) {
        if (seen.add(to.getName())) {
          next.add(to.getName());
        }
      }
    }
    return seen;
  }

  private static JavaClass topLevel(JavaClass each) {
    JavaClass at = each;
    while (at.getEnclosingClass().isPresent()) {
      at = at.getEnclosingClass().get();
    }
    return at;
  }
}
