/**
 * The port behind the API: where objects live, in which order they changed, and who is told.
 *
 * <p>The port knows keys, versions and JSON; what an object means (generation, finalizers, managed fields) is decided
 * one layer up.
 */
@NullMarked
package dev.windrose.kubeapi.store;

import org.jspecify.annotations.NullMarked;
