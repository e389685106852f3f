/** What reads and writes mean: names, generations, optimistic locks, finalizers, status isolation, over the store port. */
@NullMarked
package dev.windrose.kubeapi.service;

import org.jspecify.annotations.NullMarked;
