/** Made by test/packings/pack.sh from TEXT and from nothing. */
export const TEXT = `${Array.from({ length: 60 }, (_, i) => {
  const x = `${(i * 37) % 1000}.${String((i * i) % 100).padStart(2, '0')}`
  return `${i},${x},${'a'.repeat(i % 9)}\n`
}).join('')}${'z'.repeat(600)}\n`

export const PACKED = {
  bzip2: [
    'QlpoOTFBWSZTWUV1Cm4AAIlbgPwQAAV/4AEAIAAAEAAIQAHVm3CgamDVPE1QNqA1FDf5KUNA0CKfkyp6n6qY' +
      'QDCUyRoNSgZDiSScWcsc+mwhIAASAAEgABggEk6JJLXvzz58SO075MzyjUU8v0zPNMsU9PT7KKKKALI40ooo' +
      'opmVezxNkNm0jZoG0bKNpkNtXSCQo2DbrTXBbDypBrmZqYtsrbVyqrkRXIiOvlE6mJ77bGjzQEBNQE1EVbRc' +
      '3jOEVpCFjkGTiqoUOiOHaQtJTDurndX5N+c0WZascpUmoHJMVhpyTV3u5nt15uGlwYlcMaEV155zHedwJ3lS' +
      'uTjNa5XR2IpMckmUkmPEbd7rWSO57WPN4S6OMpMfRFJSV3G33epwqucjavJMbCjYXRChQ87W522byDF61YgK' +
      'Luz1OI9XnHYXCZEMwIkquc1jfng3PZFirfNaZY7EyhH77ABoQhKEoSEiAEkkJISSgAURAOP4+WB/i7kinChI' +
      'IrqFNwA=',
    'QlpoORdyRThQkAAAAAA=',
  ],
  Zstandard: [
    'KLUv/QRYtQwAFh9BEMClDX+7ipNLK7t7y4QDhgE8ADwAOwDS3zIRgLJIH8iA1IJBRM7+dXE5xoq0cehPMTO+' +
      '3iYMxdb/90lgiav/nUCIiKm/C4gKnt4CRCBLDQABGAi+6Sdt0xCI6JpOiKFpeowS9IxUhBAs01cwcEFAcEpd' +
      'E3dnlB4j5xykt5g0n/RmNmkGirmkF4JlklZUlSfHCGKW6rEMVE9VTuoBZaTmkQPVlzFEPupzbIQ2LqrMmKif' +
      'KBQP9X8osVAvYoBKwTk9Mk6dE5npMP3nMg0IxWktMVoBcbAGn/Vks2a6rJcm66TH+gdEi/WGBkjQWf2FYKwm' +
      'BYfqAMFXvbNVf5xzlaSZqmXmqT43ICACIiBKUfZUeBUPbGPOUtKNFHZkodg0vSTFBe4SFV+A7pkLCM+k6BMH' +
      'hNW4KrGJ9DF4ONOx8R7BZYO4ycceYEOYnxkVNokc8+0VNObeA3yz3/zypJfLK85lx5QibjDsuImBOYi8yI5p' +
      '4wsIb3lIBC/TVBAGgizc5X4+mOfMXaMQLcAFqaze20GZA+JyZoYpjUs=',
    'KLUv/SQAAQAAmenYUQ==',
  ],
  'Unix compress': [
    'H52QMFjAcAEjoIIYLGbcIIgwjAIZLG7QIEiDRRiHM1jE2Egwh8WLCirGoIHDRQwbH0HW0IijhgsZKy/KVIBS' +
      'hk0XM1DKnHmDBcwcLmh43DkTh88cNlzYqEh0pscZUF3gQHgwoMKBBS0eREgDxkIZDR3GgEijbFCmIGNkJBlD' +
      '6dCZI1nUiFESacq0K2vofRmT6EGUNXLIcFFDZ9ODPW3IAIrj7WG6LGxIflnxoMcbMGYobfgwoESsAUGCjXhj' +
      'IY2wDm2ymDoRB1rRGVu2XXw3dUUcuF3cMLzz4UrBLmHWFo0S6eDdw0X3zMH8pceHRnNKZfrwsubTHxXMCLgR' +
      'dErtCEcutIEaI0S6E2W8BgnVJ1ipjmfOqAizZOHk2lcuDt73cM6EMwxml3Y95QSUDUNpZ1RXSZWV3QwelaXZ' +
      'aDN1xQJJ3vWG3VwLTVVbSBDpNdFSw4WUUWBtCYWfg4qV9F9TINGwkmT8sRASSpgNdpJWNPR0A4QdZUcSaUnB' +
      '8FpIHk2lGQzlKVBDQC1l2Ntcq+GwEJMl1gCRYBMZiV8NGSHVFgzxTVkRcyXt6ORKM9To0H03DPbimz3FQGZQ' +
      'jjlp1EhJkTilR3Rp5qFfehRq6KGIJqrooow26uijkEYq6aSUVmrppZhmqummnHbq6aeghirqqKSWiqgC',
    'H52Q',
  ],
} as const
