/** A small client for anything that speaks the Kubernetes API, on the JDK alone. */
@NullMarked
package dev.windrose.local.api;

import org.jspecify.annotations.NullMarked;
