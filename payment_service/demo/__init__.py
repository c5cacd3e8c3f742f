"""Made-up payments of past months for the demo kiosks; every one is marked as demo."""
