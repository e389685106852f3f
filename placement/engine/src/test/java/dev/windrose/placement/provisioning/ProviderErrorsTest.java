package dev.windrose.placement.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.placement.provisioning.ProvisioningSignal.Cause;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The codes that karpenter-provider-aws (pkg/errors), karpenter-provider-azure and the clouds' own APIs give. */
class ProviderErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "InsufficientInstanceCapacity,'',CAPACITY",
        "VcpuLimitExceeded,'',QUOTA",
        "MaxSpotInstanceCountExceeded,'',QUOTA",
        "Unsupported,'',OFFER",
        "InsufficientFreeAddressesInSubnet,'',NETWORK",
        "RequestLimitExceeded,'',THROTTLE",
        "UnauthorizedOperation,'',AUTH",
        "OperationNotAllowed,'would exceed approved Total Regional Cores Quota',QUOTA",
        "OperationNotAllowed,'the VM is being deleted',UNKNOWN",
        "SkuNotAvailable,'',OFFER",
        "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS,'',CAPACITY",
        "QUOTA_EXCEEDED,'',QUOTA",
        "Out of host capacity,'',CAPACITY",
        "SomethingNew,'',UNKNOWN"
    })
    void codesOfCloudsAreToldApart(String code, String message, Cause cause) {
        assertThat(ProviderErrors.cause(code, message)).isEqualTo(cause);
    }
}
