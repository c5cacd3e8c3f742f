"""Notices a machine going wrong: features, profiles, detector, probabilities, alarms, explanations.

Plain Python: the same code scores live kiosks and files. Only `training_torch` imports torch.
"""
