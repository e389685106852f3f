/**
 * The rules of a schema that are written in CEL ({@code x-kubernetes-validations}): compiled once, with the types that the
 * schema gives, and evaluated at each write. Pure. What a rule means, where it is evaluated and what is told is decided by
 * the real API server (kubernetes.io, "Validation rules"); golden tests hold us to it.
 */
@NullMarked
package dev.windrose.kubeapi.cel;

import org.jspecify.annotations.NullMarked;
